-- What is done by a function: each runs with the owner's rights and may be called by the one group role that stands for it.

SET ROLE erp_owner;

----------------------------------------------------------------------------------------------------------------- purchase to pay

CREATE FUNCTION erp.set_vendor_block(of_vendor int, to_blocked boolean) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE erp.vendors SET blocked = to_blocked WHERE id = of_vendor
$$;

CREATE FUNCTION erp.change_vendor_bank(of_vendor int, new_iban text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO erp.vendor_bank_accounts (vendor, iban, changed_by) VALUES (of_vendor, new_iban, session_user)
  ON CONFLICT (vendor) DO UPDATE SET iban = excluded.iban, changed_by = excluded.changed_by
$$;

CREATE FUNCTION erp.create_purchase_order(at_vendor int, of_item int, quantity int, unit_price numeric) RETURNS int
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO erp.purchase_orders (vendor, item, quantity, unit_price) VALUES (at_vendor, of_item, quantity, unit_price) RETURNING id
$$;

CREATE FUNCTION erp.receive_goods(for_order int, received int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  of_item int;
BEGIN
  UPDATE erp.purchase_orders SET status = 'received' WHERE id = for_order AND status = 'approved' RETURNING item INTO of_item;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'purchase order % is not approved', for_order USING ERRCODE = 'check_violation';
  END IF;
  INSERT INTO erp.goods_receipts (purchase_order, quantity) VALUES (for_order, received);
  UPDATE erp.stock SET quantity = quantity + received WHERE item = of_item;
END $$;

-- Takes every approved invoice that is due, of vendors who are not blocked, into one run.
CREATE FUNCTION erp.propose_payment_run(due_until date) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  of_run int;
BEGIN
  INSERT INTO erp.payment_runs DEFAULT VALUES RETURNING id INTO of_run;
  WITH due AS (
    UPDATE erp.vendor_invoices i SET status = 'proposed'
    FROM erp.vendors v JOIN erp.vendor_bank_accounts b ON b.vendor = v.id
    WHERE v.id = i.vendor AND NOT v.blocked AND i.status = 'approved' AND i.due_on <= due_until
    RETURNING i.id, i.amount, b.iban)
  INSERT INTO erp.payments (run, invoice, iban, amount) SELECT of_run, id, iban, amount FROM due;
  RETURN of_run;
END $$;

CREATE FUNCTION erp.release_payment_run(of_run int) RETURNS numeric
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE erp.payment_runs SET status = 'released', released_by = session_user WHERE id = of_run AND status = 'proposed';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'payment run % is not there to be released', of_run USING ERRCODE = 'check_violation';
  END IF;
  UPDATE erp.vendor_invoices SET status = 'paid' WHERE id IN (SELECT invoice FROM erp.payments WHERE run = of_run);
  RETURN (SELECT coalesce(sum(amount), 0) FROM erp.payments WHERE run = of_run);
END $$;

---------------------------------------------------------------------------------------------------------------- record to report

CREATE FUNCTION erp.enter_journal(in_period text, of_title text, debit text, credit text, amount numeric) RETURNS int
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO erp.journal_entries (period, title, debit, credit, amount) VALUES (in_period, of_title, debit, credit, amount) RETURNING id
$$;

CREATE FUNCTION erp.post_journal(of_entry int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE erp.journal_entries e SET status = 'posted', posted_by = session_user
  FROM erp.periods p
  WHERE e.id = of_entry AND e.status = 'entered' AND p.period = e.period AND p.status = 'open';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'journal entry % cannot be posted: it is posted, or its period is closed', of_entry USING ERRCODE = 'check_violation';
  END IF;
END $$;

-- A function serves every company code; what the caller's roles let her do in this one is asked here.
CREATE FUNCTION erp.require_code(prefix text, code text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF code NOT IN ('1000', '2000') OR NOT pg_has_role(session_user, prefix || code, 'USAGE') THEN
    RAISE EXCEPTION 'permission denied for company code %', code USING ERRCODE = 'insufficient_privilege';
  END IF;
END $$;

CREATE FUNCTION erp.enter_cash(code text, of_amount numeric) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  entry int;
BEGIN
  PERFORM erp.require_code('erp_cash_enter_', code);
  INSERT INTO erp.cash_entries (company_code, amount) VALUES (code, of_amount) RETURNING id INTO entry;
  RETURN entry;
END $$;

CREATE FUNCTION erp.post_cash(of_entry int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM erp.require_code('erp_cash_post_', (SELECT company_code FROM erp.cash_entries WHERE id = of_entry));
  UPDATE erp.cash_entries SET status = 'posted', posted_by = session_user WHERE id = of_entry AND status = 'entered';
END $$;

CREATE FUNCTION erp.set_period(of_period text, to_status text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE erp.periods SET status = to_status WHERE period = of_period
$$;

------------------------------------------------------------------------------------------------------------------ order to cash

CREATE FUNCTION erp.set_credit_limit(of_customer int, to_limit numeric) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE erp.customers SET credit_limit = to_limit WHERE id = of_customer
$$;

CREATE FUNCTION erp.create_sales_order(for_customer int, of_item int, ordered int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  total numeric := ordered * (SELECT price FROM erp.prices WHERE item = of_item);
  open_amount numeric := (SELECT coalesce(sum(amount), 0) FROM erp.sales_orders WHERE customer = for_customer);
  of_order int;
BEGIN
  IF open_amount + total > (SELECT credit_limit FROM erp.customers WHERE id = for_customer) THEN
    RAISE EXCEPTION 'customer % has no credit for % more', for_customer, total USING ERRCODE = 'check_violation';
  END IF;
  INSERT INTO erp.sales_orders (customer, item, quantity, amount) VALUES (for_customer, of_item, ordered, total) RETURNING id INTO of_order;
  RETURN of_order;
END $$;

CREATE FUNCTION erp.issue_credit_memo(to_customer int, amount numeric) RETURNS int
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO erp.credit_memos (customer, amount) VALUES (to_customer, amount) RETURNING id
$$;

------------------------------------------------------------------------------------------------------------------ hire to retire

CREATE FUNCTION erp.set_salary(of_employee int, to_salary numeric, to_iban text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE erp.payroll_master SET salary = to_salary, iban = to_iban WHERE employee = of_employee
$$;

CREATE FUNCTION erp.run_payroll(for_period text) RETURNS numeric
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO erp.payroll_runs (period, total) SELECT for_period, sum(salary) / 12 FROM erp.payroll_master RETURNING total
$$;

------------------------------------------------------------------------------------------- inventory, interfaces, the system itself

CREATE FUNCTION erp.adjust_stock(of_item int, difference int) RETURNS int
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE erp.stock SET quantity = quantity + difference WHERE item = of_item RETURNING quantity
$$;

CREATE FUNCTION erp.import_bank_statement(booked_on date, amount numeric) RETURNS int
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO erp.bank_statements (booked_on, amount) VALUES (booked_on, amount) RETURNING id
$$;

CREATE FUNCTION erp.set_app_user(of_login text, to_responsibility text, to_active boolean) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO erp.app_users (login, responsibility, active) VALUES (of_login, to_responsibility, to_active)
  ON CONFLICT (login) DO UPDATE SET responsibility = excluded.responsibility, active = excluded.active
$$;

CREATE FUNCTION erp.archive_audit(before timestamptz) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH moved AS (DELETE FROM erp.audit_log WHERE at < before RETURNING *),
       kept AS (INSERT INTO erp.audit_archive SELECT * FROM moved RETURNING 1)
  SELECT count(*) FROM kept
$$;

RESET ROLE;
