"""Values of persons in an audit: sealed by digests, read back, erased without a trace (§3.7)."""

from chassis.personal_values import ERASED, is_true, restore, withhold

CHANGES = {
    "name": "Nord AG",
    "emails": ["a@nord.example"],
    "city": None,
    "lines": [{"sku": "VALVE-20", "note": "for Anna"}, {"sku": "SEAL-5", "note": None}],
}
PATHS = ("name", "emails", "city", "lines.*.note", "unknown")


def test_the_entry_holds_no_value_and_reads_as_it_was_written():
    said, personal = withhold(CHANGES, PATHS)
    assert "Nord" not in str(said)
    assert "Anna" not in str(said)
    assert said["lines"][0]["sku"] == "VALVE-20"
    assert restore(said, personal) == CHANGES


def test_what_was_erased_reads_so_and_the_rest_stays():
    said, _ = withhold(CHANGES, PATHS)
    left = restore(said, None)
    assert (left["name"], left["emails"], left["city"]) == (ERASED, ERASED, None)
    assert left["lines"][1] == {"sku": "SEAL-5", "note": None}


def test_a_value_that_was_altered_is_found_out():
    said, personal = withhold(CHANGES, PATHS)
    assert personal is not None
    assert is_true(said, personal)
    assert is_true(said, None)
    personal["values"]["name"] = "Süd AG"
    assert not is_true(said, personal)


def test_the_same_value_has_another_digest_in_every_entry():
    first, second = (withhold(CHANGES, PATHS)[0] for _ in range(2))
    assert first["name"] != second["name"]


def test_an_entry_without_a_person_has_nothing_beside_it():
    assert withhold({"status": "PAID"}, PATHS) == ({"status": "PAID"}, None)
