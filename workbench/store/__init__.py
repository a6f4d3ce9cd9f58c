"""Keeping things: captures, packs, the journal, seals and the keyring."""
