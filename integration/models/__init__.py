"""The edge keeps no tables of its own yet: its sources, registers and figures come with their issues."""
