# One image for every process; compose.yaml says which command each of them runs.
FROM python:3.11-slim AS built
WORKDIR /opt/sextant
RUN python -m venv .venv
COPY requirements/analysis.txt requirements/
RUN .venv/bin/python -m pip install --no-cache-dir --require-hashes --no-deps -r requirements/analysis.txt
COPY . .
# Words and pages' files belong to the image: a release differs from the next one by nothing that is made later. The key guards
# nothing, it is asked for by the settings and ends with this line.
RUN export SECRET_KEY=while-it-is-built ALLOWED_HOSTS=localhost SEXTANT_HOME=/tmp/home DJANGO_SETTINGS_MODULE=config.settings.production \
    && .venv/bin/python manage.py compile_words && .venv/bin/python manage.py collectstatic --noinput

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/sextant sextant \
    && install -d -o sextant -g sextant -m 0750 /var/lib/sextant /var/lib/sextant-backups /run/sextant
COPY --from=built /opt/sextant /opt/sextant
WORKDIR /opt/sextant
ENV PATH=/opt/sextant/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production \
    SEXTANT_HOME=/var/lib/sextant \
    SEXTANT_RUN=/run/sextant \
    SEXTANT_BIND=0.0.0.0:8000 \
    MPLCONFIGDIR=/run/sextant
USER sextant
EXPOSE 8000
CMD ["gunicorn", "--config", "python:config.serving", "config.wsgi:application"]
