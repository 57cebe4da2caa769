"""Every environment variable the project reads, typed, in one place. docs/reference/settings.md describes each."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from environs import Env, validate

BASE_DIR = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Environment:
    """The variables with their types; a wrong type stops the start with the variable's name."""

    var_dir: Path
    debug: bool
    insecure_loopback: bool
    secret_key: str = field(repr=False)
    database_url: str
    database_pooled: bool
    broker_url: str
    allowed_hosts: list[str]
    base_url: str
    email_url: str
    email_from: str
    job_lease_seconds: int
    job_sweep_seconds: int
    log_level: str
    evidence_engine: str
    spark_master: str
    oidc_issuer: str
    oidc_client_id: str
    oidc_client_secret: str = field(repr=False)
    oidc_scope: str
    oidc_match: str
    oidc_number_claim: str


def secret_in(folder: Path, name: str) -> str:
    """The secret kept in `folder/name`; made once, readable by the owner only."""
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = folder / f".{name}.{secrets.token_hex(4)}"
        temporary.write_text(secrets.token_urlsafe(64), encoding="ascii")
        temporary.chmod(0o600)
        try:
            path.hardlink_to(temporary)  # the first writer wins, the others read what it wrote
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return path.read_text(encoding="ascii").strip()


def read() -> Environment:
    """Read the process environment (and nothing else)."""
    env = Env()
    var_dir = Path(env.str("VAR_DIR", str(BASE_DIR / "var"))).resolve()
    insecure_loopback = env.bool("INSECURE_LOOPBACK", False)
    return Environment(
        var_dir=var_dir,
        debug=env.bool("DEBUG", False),
        insecure_loopback=insecure_loopback,
        secret_key=env.str("SECRET_KEY", "") or secret_in(var_dir / "keys", "secret_key"),
        database_url=env.str("DATABASE_URL", f"sqlite:///{var_dir}/shirabe.sqlite3"),
        database_pooled=env.bool("DATABASE_POOLED", False),
        broker_url=env.str("CELERY_BROKER_URL", ""),
        allowed_hosts=env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"]),
        base_url=env.str("BASE_URL", "http://127.0.0.1:8000").rstrip("/"),
        email_url=env.str("EMAIL_URL", "filemail://"),
        email_from=env.str("EMAIL_FROM", "shirabe@localhost"),
        job_lease_seconds=env.int("JOB_LEASE_SECONDS", 30),
        job_sweep_seconds=env.int("JOB_SWEEP_SECONDS", 5),
        log_level=env.str("LOG_LEVEL", "INFO"),
        evidence_engine=env.str("EVIDENCE_ENGINE", "duckdb", validate=validate.OneOf(["duckdb", "spark"])),
        spark_master=env.str("SPARK_MASTER", ""),
        oidc_issuer=env.str("OIDC_ISSUER", ""),
        oidc_client_id=env.str("OIDC_CLIENT_ID", ""),
        oidc_client_secret=env.str("OIDC_CLIENT_SECRET", ""),
        oidc_scope=env.str("OIDC_SCOPE", "openid email"),
        oidc_match=env.str("OIDC_MATCH", "employee_number", validate=validate.OneOf(["employee_number", "email"])),
        oidc_number_claim=env.str("OIDC_NUMBER_CLAIM", "employee_number"),
    )
