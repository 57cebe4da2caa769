"""Whom to exclude, and why."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class ExclusionForm(forms.Form):
    """A user by e-mail, also one who may not sign in now."""

    email = forms.EmailField(
        label=_("E-mail of the user"), help_text=_("A member of the case, or anybody who could become one.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def clean_email(self) -> User:
        """The user with this address."""
        user = User.objects.filter(email=self.cleaned_data["email"].strip().lower()).first()
        if user is None:
            raise forms.ValidationError(_("There is no user with this address, so there is nobody to exclude."))
        return user
