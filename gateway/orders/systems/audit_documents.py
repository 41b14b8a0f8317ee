"""What the order process asks of the audits of CRM and ERP."""

_RECORD = """{
    owner sequence id at actorKind actorId clientId partnerId operation entityType entityId
    changes { path before after } previousHash hash
  }"""
_PAGE = "owners: $owners, most: $most, afterAt: $afterAt, afterSequence: $afterSequence"
_ASKED = "$owners: [ID!]!, $most: Int!, $afterAt: DateTime, $afterSequence: Int!"
AUDIT = {
    system: f"query Audit({_ASKED}) {{ audit: {field}({_PAGE}) {_RECORD} }}"
    for system, field in {"CRM": "crmAudit", "ERP": "erpAudit"}.items()
}
VERDICT = {
    system: f"query Verdict {{ verdict: {field} {{ isIntact entries head brokenAt }} }}"
    for system, field in {"CRM": "crmAuditVerdict", "ERP": "erpAuditVerdict"}.items()
}
