"""Django asks here which account a session belongs to; passwords are compared by the operation sign_in alone."""

from __future__ import annotations

from guohe.identity.operations.sign_in import account_of_session


class AccountBackend:
    """Finds the account of a session through the database's sign-in function, before anyone acts."""

    def authenticate(self, request: object, **credentials: str) -> None:
        """Nobody is signed in by credentials alone; see sign_in."""
        return

    def get_user(self, user_id: int) -> object:
        """The open account of this number, or None."""
        return account_of_session(user_id)
