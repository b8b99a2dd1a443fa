"""Identity numbers: what kind a number is, whether it is well made, what it says about birth (law.md 11)."""
