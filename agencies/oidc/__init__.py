"""Log-in at the employers' identity providers (OpenID Connect): who is asked, what is believed."""
