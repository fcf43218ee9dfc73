# Media Monitor as an image: the program and its pinned, hash-checked libraries, run by a user that is not root.
FROM python:3.11-slim AS build
WORKDIR /src
RUN python -m venv /opt/monitor && /opt/monitor/bin/pip install --no-cache-dir --upgrade 'pip>=25'
# The libraries first: they change seldom, the program often.
COPY requirements.lock ./
RUN /opt/monitor/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY monitor monitor
COPY spiders spiders
RUN /opt/monitor/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim
RUN useradd --uid 1000 --create-home monitor && install -d -o monitor -g monitor /watch
COPY --from=build /opt/monitor /opt/monitor
COPY compose/follow.sh /usr/local/bin/follow
ENV PATH=/opt/monitor/bin:$PATH PYTHONUNBUFFERED=1
USER monitor
WORKDIR /watch
VOLUME /watch
CMD ["follow"]
