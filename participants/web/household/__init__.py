"""The pages of a household: who lives with whom, and the forms that change it."""
