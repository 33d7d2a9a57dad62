-- What each group role can do. What the bundle calls `table:…` is granted to accounts themselves, by the connector, and not here.

SET ROLE erp_owner;

GRANT SELECT ON erp.departments, erp.periods, erp.items, erp.prices, erp.gl_accounts, erp.vendors, erp.customers TO erp_masters_read;
GRANT SELECT ON erp.open_payables, erp.trial_balance TO erp_report_run;

-- purchase to pay
GRANT EXECUTE ON FUNCTION erp.set_vendor_block(int, boolean) TO erp_vendor_block;
GRANT EXECUTE ON FUNCTION erp.change_vendor_bank(int, text) TO erp_vendor_bank_change;
GRANT SELECT ON erp.purchase_requisitions, erp.purchase_orders, erp.goods_receipts TO erp_purchasing_read;
GRANT EXECUTE ON FUNCTION erp.create_purchase_order(int, int, int, numeric) TO erp_po_create;
GRANT SELECT (id, status), UPDATE (status) ON erp.purchase_orders TO erp_po_approve;
GRANT EXECUTE ON FUNCTION erp.receive_goods(int, int) TO erp_goods_receipt;
GRANT SELECT (id, status), UPDATE (status) ON erp.vendor_invoices TO erp_invoice_approve;
GRANT SELECT ON erp.payment_runs, erp.payments TO erp_payment_read;
GRANT EXECUTE ON FUNCTION erp.propose_payment_run(date) TO erp_payment_run_propose;
GRANT EXECUTE ON FUNCTION erp.release_payment_run(int) TO erp_payment_release;
GRANT SELECT, UPDATE (payment) ON erp.bank_statements TO erp_bank_reconcile;

-- record to report
GRANT SELECT ON erp.journal_entries TO erp_journal_read;
GRANT EXECUTE ON FUNCTION erp.enter_journal(text, text, text, text, numeric) TO erp_journal_enter;
GRANT EXECUTE ON FUNCTION erp.post_journal(int) TO erp_journal_post;
GRANT EXECUTE ON FUNCTION erp.enter_cash(text, numeric) TO erp_cash_enter_1000, erp_cash_enter_2000;
GRANT EXECUTE ON FUNCTION erp.post_cash(int) TO erp_cash_post_1000, erp_cash_post_2000;
GRANT EXECUTE ON FUNCTION erp.set_period(text, text) TO erp_period_close;

-- order to cash
GRANT EXECUTE ON FUNCTION erp.set_credit_limit(int, numeric) TO erp_credit_limit;
GRANT SELECT ON erp.sales_orders, erp.credit_memos TO erp_sales_read;
GRANT EXECUTE ON FUNCTION erp.create_sales_order(int, int, int) TO erp_sales_order;
GRANT EXECUTE ON FUNCTION erp.issue_credit_memo(int, numeric) TO erp_credit_memo;

-- hire to retire, inventory
GRANT SELECT ON erp.payroll_master TO erp_payroll_master;
GRANT EXECUTE ON FUNCTION erp.set_salary(int, numeric, text) TO erp_payroll_master;
GRANT EXECUTE ON FUNCTION erp.run_payroll(text) TO erp_payroll_run;
GRANT EXECUTE ON FUNCTION erp.adjust_stock(int, int) TO erp_inventory_adjust;

-- the system itself
GRANT SELECT ON erp.app_users TO erp_user_admin;
GRANT EXECUTE ON FUNCTION erp.set_app_user(text, text, boolean) TO erp_user_admin;
GRANT EXECUTE ON FUNCTION erp.archive_audit(timestamptz) TO erp_audit_archive;
GRANT EXECUTE ON FUNCTION erp.import_bank_statement(date, numeric) TO erp_interface_run;
GRANT SELECT ON erp.interface_secrets TO erp_interface_secret_read;

RESET ROLE;
