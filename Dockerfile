# One image for web, worker and beat; docker-compose.yml says which is which.
FROM node:22-bookworm-slim AS frontend
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM python:3.11-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_SETTINGS_MODULE=nmirf.settings NMIRF_PRODUCTION=1 NMIRF_VAR=/var/lib/nmirf
WORKDIR /app
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY --from=frontend /app/node_modules ./node_modules
COPY . .
RUN useradd --system --home-dir /var/lib/nmirf --create-home nmirf \
 && pybabel -q compile -d locale -D django \
 && SECRET_KEY=for-the-build DATABASE_URL=postgres://build/build REDIS_URL=redis://build ALLOWED_HOSTS=build \
    python manage.py collectstatic --no-input --verbosity 0 \
 && chown -R nmirf /var/lib/nmirf
USER nmirf
VOLUME /var/lib/nmirf
EXPOSE 8000
CMD ["gunicorn", "nmirf.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4"]
