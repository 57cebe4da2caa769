"""Proof of identity by the company's own accounts (OpenID Connect). Nobody gets an account of Shirabe by it."""
