"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from nmirf import embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nmirf.settings")
embedded.ensure()
application = get_wsgi_application()
