"""What devices ask and send, and the pages that work without a connection."""

from django.urls import path

from surveys.views import field, queue, taking_along

urlpatterns = [
    path("field/session/", field.field_session, name="field_session"),
    path("field/deliveries/", field.field_deliveries, name="field_deliveries"),
    path("field/messages/<uuid:message_id>/", field.field_message, name="field_message"),
    path("field/interviews/<uuid:interview_id>/", field.field_interview, name="field_interview"),
    path("field/queue/", queue.field_queue, name="field_queue"),
    path("field/clusters/<int:cluster_id>/", taking_along.field_cluster, name="field_cluster"),
    path(
        "field/clusters/<int:cluster_id>/forms/<int:questionnaire_id>/<slug:language>/",
        taking_along.field_forms,
        name="field_forms",
    ),
    path("field/", taking_along.field_app, name="field_app"),
    path("service-worker.js", taking_along.service_worker, name="service_worker"),
    path("manifest.webmanifest", taking_along.manifest, name="manifest"),
]
