"""The register of organisations (Enhetsregisteret): its client, and what its answers mean."""
