"""Who may open the store: how it may be served, who the identity provider says is there, what that gives them."""

from data.sign_in.claims import NOBODY, Limits, principal_of, refused_because, subject_of
from data.sign_in.config import BadSignIn, SignIn, hosts_of, read_sign_in
from data.sign_in.mode import (
    Mode,
    NotAlone,
    NotServed,
    OpenToAll,
    UnsafeOptions,
    allow_one_person,
    mark_demonstration,
    may_load_real_data,
    mode_of,
)
from data.sign_in.signed_out import sign_out, signed_out_at

__all__ = [
    "NOBODY",
    "BadSignIn",
    "Limits",
    "Mode",
    "NotAlone",
    "NotServed",
    "OpenToAll",
    "SignIn",
    "UnsafeOptions",
    "allow_one_person",
    "hosts_of",
    "mark_demonstration",
    "may_load_real_data",
    "mode_of",
    "principal_of",
    "read_sign_in",
    "refused_because",
    "sign_out",
    "signed_out_at",
    "subject_of",
]
