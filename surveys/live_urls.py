"""Pages of the live workshop: joining and voting without an account, the console, the big screen."""

from django.urls import path

from surveys.views import live_console, live_join, live_screen, live_seat

urlpatterns = [
    path("join/", live_join.join, name="join"),
    path("join/<str:code>/", live_join.join_session, name="join_session"),
    path("join/<str:code>/take/", live_join.join_take, name="join_take"),
    path("join/<str:code>/return/", live_join.join_return, name="join_return"),
    path("join/<str:code>/new/", live_join.join_new, name="join_new"),
    path("seat/", live_seat.seat, name="seat"),
    path("seat/state/", live_seat.seat_state, name="seat_state"),
    path("seat/vote/", live_seat.seat_vote, name="seat_vote"),
    path("seat/leave/", live_seat.seat_leave, name="seat_leave"),
    path("screen/<str:key>/", live_screen.screen, name="screen"),
    path("screen/<str:key>/state/", live_screen.screen_state, name="screen_state"),
    path("workshops/<uuid:workshop_id>/live/", live_console.live, name="live"),
    path("workshops/<uuid:workshop_id>/live/state/", live_console.live_state, name="live_state"),
    path("workshops/<uuid:workshop_id>/live/open/", live_console.live_open, name="live_open"),
    path("workshops/<uuid:workshop_id>/live/close/", live_console.live_close, name="live_close"),
    path("workshops/<uuid:workshop_id>/live/round/", live_console.live_round_open, name="live_round_open"),
    path("workshops/<uuid:workshop_id>/live/reveal/", live_console.live_reveal, name="live_reveal"),
    path("workshops/<uuid:workshop_id>/live/show/", live_console.live_show, name="live_show"),
    path("workshops/<uuid:workshop_id>/live/seats/", live_console.live_new_seats, name="live_new_seats"),
    path("workshops/<uuid:workshop_id>/live/note/", live_console.live_note, name="live_note"),
    path("panelists/<uuid:panelist_id>/release/", live_console.live_release, name="live_release"),
]
