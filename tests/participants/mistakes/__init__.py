"""What is taken back: registered in error, merged, mixed up, wrongly named."""
