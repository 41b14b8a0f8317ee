"""What `unisono up` loads by default: whole, consistent, and never stale."""

from collections import Counter
from datetime import date
from decimal import Decimal

from chassis.strict_yaml import load_yaml
from crm_service.fixture import FixtureFile as CrmFile
from erp_service.fixture import FixtureFile as ErpFile
from gateway.demo.orders import ORDERS
from gateway.supervision.installation import DEMO_DATA

CRM = load_yaml(DEMO_DATA, CrmFile).crm
ERP = load_yaml(DEMO_DATA, ErpFile).erp
ITEMS = {item.sku: item for item in ERP.items}


def test_there_are_thirty_products_in_two_languages_and_several_categories():
    assert len(CRM.products) == 30
    for product in CRM.products:
        assert product.name.keys() == product.short_description.keys() == {"en", "de"}
    categories = {category.id for category in CRM.categories}
    used = {product.category for product in CRM.products}
    assert used <= categories
    assert len(used) >= 5
    assert {category.parent for category in CRM.categories} - {None} <= categories


def test_every_product_has_an_item_a_price_and_stock():
    skus = {product.sku for product in CRM.products}
    assert skus == ITEMS.keys()
    prices = {entry.code: entry.prices.keys() for entry in ERP.price_lists}
    assert prices["STANDARD-EUR"] == prices["KEY-EUR"] == skus
    assert prices["STANDARD-JPY"] <= skus
    warehouses = [warehouse.code for warehouse in ERP.warehouses]
    assert len(warehouses) == 2
    assert {entry.warehouse for item in ERP.items for entry in item.stock} == set(warehouses)


def test_there_are_forty_customers_who_are_not_duplicates_of_one_another():
    assert len(CRM.customers) == 40
    assert {customer.kind for customer in CRM.customers} == {"PERSON", "COMPANY"}
    contacts = [contact for customer in CRM.customers for contact in customer.contacts]
    tax_ids = [customer.tax_id for customer in CRM.customers if customer.tax_id]
    emails = [email for customer in CRM.customers for email in customer.emails]
    phones = [phone for customer in CRM.customers for phone in customer.phones]
    phones += [contact.phone for contact in contacts if contact.phone]
    for values in (tax_ids, emails, phones):
        assert [value for value, count in Counter(values).items() if count > 1] == []


def test_every_address_can_be_delivered_to():
    countries = {address.country for customer in CRM.customers for address in customer.addresses}
    assert len(countries) >= 5
    assert countries <= ERP.transit_business_days.keys()


def test_partners_are_customers_and_only_prospects_have_none():
    partners = {partner.customer_id for partner in ERP.partners}
    known = {customer.id for customer in CRM.customers if customer.lifecycle != "PROSPECT"}
    assert partners == known
    lists = {entry.code for entry in ERP.price_lists}
    assert {partner.price_list for partner in ERP.partners} == lists


def test_the_one_who_is_anybody_without_a_token_is_on_the_staff():
    assert "stf_anna" in {member.id for member in CRM.staff}


def test_the_storys_pumps_are_too_few_for_sixty():
    (berlin,) = [entry for entry in ITEMS["PUMP-100"].stock if entry.warehouse == "BER"]
    assert berlin.on_hand < Decimal(60)
    assert ITEMS["PUMP-100"].receipts == []
    assert "VALVE-20" in ITEMS


def test_nothing_in_the_data_goes_stale():
    assert [item.sku for item in ERP.items if item.reservations] == []
    receipts = [receipt for item in ERP.items for receipt in item.receipts]
    assert receipts
    assert min(receipt.date for receipt in receipts) > date(2027, 6, 1)


def test_the_first_orders_are_of_customers_and_products_of_the_data():
    assert {order.customer_id for order in ORDERS} <= {customer.id for customer in CRM.customers}
    assert {sku for order in ORDERS for sku, _ in order.lines} <= ITEMS.keys()
