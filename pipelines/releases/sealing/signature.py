"""A signature under a manifest: who vouches for a release, in a way nobody else can.

Belongs here: Ed25519 keys in PEM files, signing and checking. Does not belong here: what a manifest says, or where keys
are kept; that is the operator's.
"""

from __future__ import annotations

from pathlib import Path

from seksby.errors import UsageError


def sign(content: bytes, key_file: Path) -> bytes:
    """The signature of `content` by the private key in a file.

    Raises:
        UsageError: the file is not there, or holds no Ed25519 private key without a password.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(_read(key_file), password=None)
    except (ValueError, TypeError):  # not PEM, or with a password
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise _no_key(key_file, "private", "openssl genpkey -algorithm ed25519 -out FILE")
    return key.sign(content)


def holds(content: bytes, signature: bytes, key_file: Path) -> bool:
    """Whether the owner of the public key in a file signed just this content.

    Raises:
        UsageError: the file is not there, or holds no Ed25519 public key.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(_read(key_file))
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise _no_key(key_file, "public", "openssl pkey -in PRIVATE -pubout -out FILE")
    try:
        key.verify(signature, content)
    except InvalidSignature:
        return False
    return True


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"The key cannot be read: {error.strerror or error}.",
            where=str(path),
            expected="a PEM file with an Ed25519 key",
            remedy="name another file",
        ) from None


def _no_key(path: Path, kind: str, command: str) -> UsageError:
    return UsageError(
        f"The file holds no Ed25519 {kind} key.",
        where=str(path),
        expected=f"a PEM file with an Ed25519 {kind} key and no password",
        remedy=f"make one with `{command}`, or name another file",
    )
