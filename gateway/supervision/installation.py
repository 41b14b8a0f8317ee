"""What ``unisono up`` runs: three programs over one folder of data."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from chassis.errors import InputError
from gateway.supervision.child import Child

DEMO_DATA = Path(__file__).parent.parent / "demo" / "demo.yaml"


@dataclass(frozen=True, slots=True)
class Installation:
    """Where everything is."""

    data: Path
    fixture: Path | None
    host: str
    port: int
    crm_port: int
    erp_port: int

    @property
    def url(self) -> str:
        """The gateway's address."""
        return f"http://{self.host}:{self.port}"

    def prepare(self) -> str:
        """Make the folder, its secret and the gateway's configuration; gives the secret.

        Raises:
            InputError: the folder cannot be written.
        """
        try:
            self.data.mkdir(parents=True, exist_ok=True)
            secret_file = self.data / "secret"
            if not secret_file.exists():
                secret_file.touch(mode=0o600)
                secret_file.write_text(secrets.token_urlsafe(48), encoding="utf-8")
            self._configuration.write_text(self._settings(), encoding="utf-8")
            return secret_file.read_text(encoding="utf-8")
        except OSError as error:
            raise InputError(
                f"--data: {self.data} cannot be written: {error.strerror}; choose another folder"
            ) from error

    def services(self) -> tuple[Child, Child]:
        """CRM and ERP."""
        return self._service("crm", self.crm_port), self._service("erp", self.erp_port)

    def gateway(self) -> Child:
        """The gateway, to be started when both services are healthy."""
        arguments = ["-m", "gateway", "serve", "--config", str(self._configuration)]
        return Child("gateway", arguments, f"{self.url}/health/ready")

    def _service(self, name: str, port: int) -> Child:
        database = f"sqlite+aiosqlite:///{(self.data / f'{name}.db').resolve()}"
        address = ["--host", self.host, "--port", str(port)]
        arguments = ["-m", f"{name}_service", *address, "--database", database]
        if self.fixture is not None:
            first = ["--fixture", str(self.fixture)]
        else:
            first = ["--fixture-if-empty", str(DEMO_DATA)]
        return Child(name, arguments, f"http://{self.host}:{port}/health/ready", first)

    @property
    def _configuration(self) -> Path:
        return self.data / "unisono.yaml"

    def _settings(self) -> str:
        data = self.data.resolve()
        return (
            "# Written by `unisono up` at every start.\n"
            f"listen: '{self.host}:{self.port}'\n"
            "subgraphs:\n"
            f"  crm: {{url: 'http://{self.host}:{self.crm_port}'}}\n"
            f"  erp: {{url: 'http://{self.host}:{self.erp_port}'}}\n"
            f"orders: {{database: 'sqlite+aiosqlite:///{data / 'orders.db'}'}}\n"
            f"supergraph: '{data / 'supergraph.graphql'}'\n"
            "door: {timing: true}\n"
        )
