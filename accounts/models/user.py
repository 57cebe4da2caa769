"""Those who sign in."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from core import clock


class UserManager(BaseUserManager["User"]):
    """Users are found by e-mail in any case of letters."""

    def create_user(self, email: str, password: str | None = None, **facts: object) -> User:
        """A user with a hashed password."""
        user = self.model(email=email.strip().lower(), **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Case-blind."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """Somebody with an account; what they may do stands in each case's memberships."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=2, choices=[("ja", "日本語"), ("en", "English")], blank=True)
    is_active = models.BooleanField(default=True)
    may_open_cases = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """There is no back office: nobody is above the cases' own rules."""
        return False

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's permissions are not used."""
        del perm, obj
        return False
