-- What holds whoever writes: who did it is what the session says, not what the row says; every change is in the audit log; a status
-- moves only forward, and what needs a right of its own needs it on every way.

SET ROLE erp_owner;

-- Stamps the column named by the trigger with the login of the session.
CREATE FUNCTION erp.stamp_actor() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN jsonb_populate_record(NEW, jsonb_build_object(TG_ARGV[0], session_user));
END $$;

CREATE FUNCTION erp.write_audit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO erp.audit_log (what, row_now) VALUES (format('%s %s', lower(TG_OP), TG_TABLE_NAME), to_jsonb(NEW));
  RETURN NULL;
END $$;

-- An approval by UPDATE: only forward, only the status, and the approver is the session's.
CREATE FUNCTION erp.approve_forward() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF (OLD.status, NEW.status) = (TG_ARGV[0], 'approved') THEN
    NEW.approved_by := session_user;
  ELSIF NEW.status IS DISTINCT FROM OLD.status AND current_user <> 'erp_owner' THEN
    RAISE EXCEPTION '% % is %, it cannot become %', TG_TABLE_NAME, OLD.id, OLD.status, NEW.status USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

-- The right to change a vendor is not the right to unblock one.
CREATE FUNCTION erp.keep_block() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.blocked AND TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.blocked IS DISTINCT FROM OLD.blocked THEN
    IF current_user <> 'erp_owner' THEN
      RAISE EXCEPTION 'blocking is done by erp.set_vendor_block' USING ERRCODE = 'insufficient_privilege';
    END IF;
  END IF;
  RETURN NEW;
END $$;

DO $$
DECLARE
  stamped record;
  audited text;
BEGIN
  FOR stamped IN SELECT * FROM (VALUES
    ('vendors', 'created_by'), ('customers', 'created_by'), ('purchase_requisitions', 'requested_by'), ('purchase_orders', 'created_by'),
    ('goods_receipts', 'received_by'), ('vendor_invoices', 'entered_by'), ('payment_runs', 'proposed_by'), ('journal_entries', 'entered_by'),
    ('cash_entries', 'entered_by'),
    ('sales_orders', 'created_by'), ('credit_memos', 'issued_by'), ('payroll_runs', 'executed_by'), ('stock_counts', 'counted_by')
  ) AS t(relation, actor) LOOP
    EXECUTE format('CREATE TRIGGER stamp_actor BEFORE INSERT ON erp.%I FOR EACH ROW EXECUTE FUNCTION erp.stamp_actor(%L)',
                   stamped.relation, stamped.actor);
  END LOOP;
  FOREACH audited IN ARRAY ARRAY['vendors', 'vendor_bank_accounts', 'customers', 'prices', 'gl_accounts', 'periods', 'purchase_orders',
    'goods_receipts', 'vendor_invoices', 'payment_runs', 'journal_entries', 'cash_entries', 'credit_memos', 'payroll_master', 'payroll_runs', 'stock',
    'app_users'] LOOP
    EXECUTE format('CREATE TRIGGER write_audit AFTER INSERT OR UPDATE ON erp.%I FOR EACH ROW EXECUTE FUNCTION erp.write_audit()', audited);
  END LOOP;
END $$;

CREATE TRIGGER approve_forward BEFORE UPDATE ON erp.purchase_orders FOR EACH ROW EXECUTE FUNCTION erp.approve_forward('draft');
CREATE TRIGGER approve_forward BEFORE UPDATE ON erp.vendor_invoices FOR EACH ROW EXECUTE FUNCTION erp.approve_forward('entered');
CREATE TRIGGER keep_block BEFORE INSERT OR UPDATE ON erp.vendors FOR EACH ROW EXECUTE FUNCTION erp.keep_block();

RESET ROLE;
