"""kvkkscan inside Django: an app that cleans what models store, before they store it.

    INSTALLED_APPS += ["kvkkscan.integrations.django"]
    KVKKSCAN = {
        "fields": {"helpdesk.Ticket": ["title", "description"]},
        "files": {"helpdesk.FollowUpAttachment": ["file"]},
    }

This package itself imports nothing, so that settings may import from it; the app's parts load when Django is ready.
"""
