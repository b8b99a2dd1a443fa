"""The start of a case: claims, offers of start, work before it, and who has right and duty."""
