from django.urls import path

from nmirf.notifications.views import inbox, outbox, rules

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/preferences/", inbox.preferences, name="preferences"),
    path("inbox/calendar/new/", inbox.feed_make, name="feed_make"),
    path("inbox/calendar/revoke/", inbox.feed_revoke, name="feed_revoke"),
    path("inbox/put-off/<str:thing>/", inbox.snooze, name="snooze"),
    path("inbox/again/<uuid:public_id>/", inbox.snooze_end, name="snooze_end"),
    path("calendar/<str:secret>.ics", inbox.calendar_feed, name="calendar_feed"),
    path("unsubscribe/<str:token>/", inbox.unsubscribe, name="unsubscribe"),
    path("rules/", rules.reminder_rules, name="reminder_rules"),
    path("rules/holidays/", rules.holidays, name="holidays"),
    path("rules/holidays/propose/", rules.holidays_propose, name="holidays_propose"),
    path("rules/holidays/<int:number>/remove/", rules.holiday_remove, name="holiday_remove"),
    path("rules/put-off/", rules.snoozes, name="snoozes"),
    path("rules/<slug:kind>/edit/", rules.rule_edit, name="rule_edit"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/refusing/", outbox.bounces, name="bounces"),
    path("outbox/refusing/<int:number>/clear/", outbox.bounce_clear, name="bounce_clear"),
    path("outbox/<uuid:public_id>/", outbox.message, name="message"),
]
