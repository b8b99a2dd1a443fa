"""The pages of classes: lists, the teacher's session, and what stands on the case."""
