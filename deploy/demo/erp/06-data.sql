-- Rows to play with; the same every time.

SET ROLE erp_owner;

INSERT INTO erp.departments VALUES ('executive'), ('accounts-payable'), ('accounts-receivable'), ('general-ledger'), ('treasury'),
  ('procurement'), ('sales'), ('warehouse'), ('production'), ('human-resources'), ('payroll'), ('information-technology'), ('internal-audit');

INSERT INTO erp.periods SELECT format('2026-%s', lpad(m::text, 2, '0')), CASE WHEN m < 11 THEN 'closed' ELSE 'open' END
  FROM generate_series(1, 12) AS m;

INSERT INTO erp.gl_accounts (number, title) VALUES ('1000', 'Bank'), ('1200', 'Receivables'), ('1400', 'Inventory'), ('1600', 'Machines'),
  ('2000', 'Payables'), ('2200', 'Payroll liabilities'), ('4000', 'Revenue'), ('5000', 'Material'), ('6000', 'Salaries'), ('6800', 'Other expense');

INSERT INTO erp.items (sku, title, standard_cost)
  SELECT format('M-%s', lpad(n::text, 4, '0')), (ARRAY['Bearing', 'Shaft', 'Housing', 'Gasket', 'Motor'])[1 + n % 5], 5 + (n * 37) % 400
  FROM generate_series(1, 40) AS n;
INSERT INTO erp.prices SELECT id, round(standard_cost * 1.6, 2) FROM erp.items;
INSERT INTO erp.stock SELECT id, 20 + (id * 13) % 200 FROM erp.items;

INSERT INTO erp.vendors (name, country, payment_days)
  SELECT format('Vendor %s', n), (ARRAY['DE', 'AT', 'PL', 'FR'])[1 + n % 4], (ARRAY[14, 30, 60])[1 + n % 3] FROM generate_series(1, 30) AS n;
INSERT INTO erp.vendor_bank_accounts (vendor, iban) SELECT id, format('DE%s', lpad((id * 7919)::text, 20, '0')) FROM erp.vendors;
INSERT INTO erp.customers (name, credit_limit) SELECT format('Customer %s', n), 5000 * (1 + n % 6) FROM generate_series(1, 25) AS n;

INSERT INTO erp.purchase_orders (vendor, item, quantity, unit_price)
  SELECT 1 + n % 30, 1 + n % 40, 10 + n, 5 + (n * 37) % 400 FROM generate_series(1, 30) AS n;
UPDATE erp.purchase_orders SET status = 'approved' WHERE id <= 20;
INSERT INTO erp.vendor_invoices (vendor, number, amount, due_on)
  SELECT 1 + n % 30, format('R-%s', 2600 + n), 100 + (n * 271) % 9000, date '2026-11-01' + n % 40 FROM generate_series(1, 60) AS n;
UPDATE erp.vendor_invoices SET status = 'approved' WHERE id <= 40;
SELECT erp.propose_payment_run(date '2026-11-10');
INSERT INTO erp.bank_statements (booked_on, amount) SELECT date '2026-11-01' + n, -100 * n FROM generate_series(1, 10) AS n;

INSERT INTO erp.journal_entries (period, title, debit, credit, amount)
  SELECT '2026-11', format('Accrual %s', n), '6800', '2000', 100 * n FROM generate_series(1, 12) AS n;
INSERT INTO erp.cash_entries (company_code, amount) SELECT CASE WHEN n % 2 = 1 THEN '1000' ELSE '2000' END, 10 * n FROM generate_series(1, 8) AS n;
INSERT INTO erp.interface_secrets VALUES ('payment-file-bot', 'known to nobody yet');
INSERT INTO erp.sales_orders (customer, item, quantity, amount) SELECT n, n, 1, 50 FROM generate_series(1, 20) AS n;

-- personnel numbers 1001 … 1199, as everywhere in the demonstration
INSERT INTO erp.employees SELECT n, (SELECT code FROM erp.departments ORDER BY code OFFSET n % 13 LIMIT 1), date '2020-01-01' + n
  FROM generate_series(1001, 1199) AS n;
INSERT INTO erp.payroll_master SELECT personnel_number, 30000 + (personnel_number * 7919) % 60000, format('DE%s', lpad(personnel_number::text, 20, '0'))
  FROM erp.employees;

INSERT INTO erp.app_users (login, responsibility) SELECT format('u%s', n), 'standard' FROM generate_series(1001, 1099) AS n;

RESET ROLE;
