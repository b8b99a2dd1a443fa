"""Follow-up of participants: journal, appointments, reviews of the plan, reminders, calendar links."""
