-- A small ERP, the target system of the demonstration. Run by a superuser of PostgreSQL 16 or newer, in the ERP's database, in the
-- order of the file names. Roles belong to the cluster, so this file can be run again; the others make a fresh schema.
--
-- `erp_owner` owns everything and cannot log in. Every other role here is a group role: it stands for one thing that can be done,
-- and nobody is a member of it until Countersign's connector makes an account one.

DO $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY[
    'erp_owner',
    'erp_masters_read', 'erp_report_run',
    'erp_vendor_block', 'erp_vendor_bank_change', 'erp_purchasing_read', 'erp_po_create', 'erp_po_approve', 'erp_goods_receipt',
    'erp_invoice_approve', 'erp_payment_read', 'erp_payment_run_propose', 'erp_payment_release', 'erp_bank_reconcile',
    'erp_journal_read', 'erp_journal_enter', 'erp_journal_post', 'erp_period_close',
    'erp_cash_enter_1000', 'erp_cash_enter_2000', 'erp_cash_post_1000', 'erp_cash_post_2000',
    'erp_credit_limit', 'erp_sales_read', 'erp_sales_order', 'erp_credit_memo',
    'erp_payroll_master', 'erp_payroll_run',
    'erp_inventory_adjust',
    'erp_user_admin', 'erp_audit_archive', 'erp_interface_run', 'erp_interface_secret_read'
  ] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = wanted) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
    END IF;
  END LOOP;
END $$;

-- Whoever may log in may enter this database and look for the ERP's objects; what she may do there is another matter.
DO $$
BEGIN
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO PUBLIC', current_database());
END $$;

CREATE SCHEMA erp AUTHORIZATION erp_owner;
GRANT USAGE ON SCHEMA erp TO PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE erp_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
