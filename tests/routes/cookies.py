"""The secret that the signed app and its tests share."""

COOKIE_SECRET = "a-cookie-secret-of-more-than-32-characters"
