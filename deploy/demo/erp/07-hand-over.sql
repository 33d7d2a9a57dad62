-- Generated from a bundle: countersign-governance permissions <policy> --system <id> --format sql
-- What the target's owner hands over to Countersign's connector: group roles and table rights, no more. Run it as a superuser of the
-- target after the connector's setup, which makes the functions; running it again changes nothing.
DO $$
BEGIN
  IF to_regprocedure('countersign.manage_role(text)') IS NULL THEN
    RAISE EXCEPTION 'schema countersign is not set up here: run the connector''s setup.sql first';
  END IF;
END $$;
SELECT countersign.manage_role('erp_audit_archive');
SELECT countersign.manage_role('erp_bank_reconcile');
SELECT countersign.manage_role('erp_cash_enter_1000');
SELECT countersign.manage_role('erp_cash_enter_2000');
SELECT countersign.manage_role('erp_cash_post_1000');
SELECT countersign.manage_role('erp_cash_post_2000');
SELECT countersign.manage_role('erp_credit_limit');
SELECT countersign.manage_role('erp_credit_memo');
SELECT countersign.manage_role('erp_goods_receipt');
SELECT countersign.manage_role('erp_interface_run');
SELECT countersign.manage_role('erp_interface_secret_read');
SELECT countersign.manage_role('erp_inventory_adjust');
SELECT countersign.manage_role('erp_invoice_approve');
SELECT countersign.manage_role('erp_journal_enter');
SELECT countersign.manage_role('erp_journal_post');
SELECT countersign.manage_role('erp_journal_read');
SELECT countersign.manage_role('erp_masters_read');
SELECT countersign.manage_role('erp_payment_read');
SELECT countersign.manage_role('erp_payment_release');
SELECT countersign.manage_role('erp_payment_run_propose');
SELECT countersign.manage_role('erp_payroll_master');
SELECT countersign.manage_role('erp_payroll_run');
SELECT countersign.manage_role('erp_period_close');
SELECT countersign.manage_role('erp_po_approve');
SELECT countersign.manage_role('erp_po_create');
SELECT countersign.manage_role('erp_purchasing_read');
SELECT countersign.manage_role('erp_report_run');
SELECT countersign.manage_role('erp_sales_order');
SELECT countersign.manage_role('erp_sales_read');
SELECT countersign.manage_role('erp_user_admin');
SELECT countersign.manage_role('erp_vendor_bank_change');
SELECT countersign.manage_role('erp_vendor_block');
SELECT countersign.manage_table('erp', 'audit_log', '{SELECT}');
SELECT countersign.manage_table('erp', 'customers', '{INSERT}');
SELECT countersign.manage_table('erp', 'employees', '{SELECT}');
SELECT countersign.manage_table('erp', 'gl_accounts', '{UPDATE}');
SELECT countersign.manage_table('erp', 'prices', '{UPDATE}');
SELECT countersign.manage_table('erp', 'purchase_requisitions', '{INSERT}');
SELECT countersign.manage_table('erp', 'stock', '{SELECT}');
SELECT countersign.manage_table('erp', 'stock_counts', '{INSERT}');
SELECT countersign.manage_table('erp', 'vendor_bank_accounts', '{SELECT}');
SELECT countersign.manage_table('erp', 'vendor_invoices', '{INSERT,SELECT}');
SELECT countersign.manage_table('erp', 'vendors', '{INSERT,UPDATE}');
