-- Tables of the ERP. Persons are known by their login and personnel number only.

SET ROLE erp_owner;

-------------------------------------------------------------------------------------------------------------------- master data

CREATE TABLE erp.departments (
  code text PRIMARY KEY
);
CREATE TABLE erp.periods (
  period text PRIMARY KEY CHECK (period ~ '^20[0-9]{2}-(0[1-9]|1[0-2])$'),
  status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closed'))
);
CREATE TABLE erp.items (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sku text NOT NULL UNIQUE,
  title text NOT NULL,
  standard_cost numeric(12, 2) NOT NULL CHECK (standard_cost >= 0)
);
CREATE TABLE erp.prices (
  item int PRIMARY KEY REFERENCES erp.items,
  price numeric(12, 2) NOT NULL CHECK (price >= 0)
);
CREATE TABLE erp.gl_accounts (
  number text PRIMARY KEY CHECK (number ~ '^[0-9]{4}$'),
  title text NOT NULL,
  blocked boolean NOT NULL DEFAULT false
);
CREATE TABLE erp.vendors (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL CHECK (name <> ''),
  country char(2) NOT NULL DEFAULT 'DE',
  payment_days int NOT NULL DEFAULT 30 CHECK (payment_days BETWEEN 0 AND 120),
  blocked boolean NOT NULL DEFAULT false,
  created_by text NOT NULL DEFAULT session_user
);
CREATE TABLE erp.vendor_bank_accounts (
  vendor int PRIMARY KEY REFERENCES erp.vendors,
  iban text NOT NULL,
  changed_by text NOT NULL DEFAULT session_user
);
CREATE TABLE erp.customers (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL CHECK (name <> ''),
  credit_limit numeric(12, 2) NOT NULL DEFAULT 0 CHECK (credit_limit >= 0),
  created_by text NOT NULL DEFAULT session_user
);

----------------------------------------------------------------------------------------------------------------- purchase to pay

CREATE TABLE erp.purchase_requisitions (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  item int NOT NULL REFERENCES erp.items,
  quantity int NOT NULL CHECK (quantity > 0),
  requested_by text NOT NULL DEFAULT session_user
);
CREATE TABLE erp.purchase_orders (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  vendor int NOT NULL REFERENCES erp.vendors,
  item int NOT NULL REFERENCES erp.items,
  quantity int NOT NULL CHECK (quantity > 0),
  unit_price numeric(12, 2) NOT NULL CHECK (unit_price >= 0),
  status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'approved', 'received')),
  created_by text NOT NULL DEFAULT session_user,
  approved_by text
);
CREATE TABLE erp.goods_receipts (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  purchase_order int NOT NULL REFERENCES erp.purchase_orders,
  quantity int NOT NULL CHECK (quantity > 0),
  received_by text NOT NULL DEFAULT session_user
);
CREATE TABLE erp.vendor_invoices (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  vendor int NOT NULL REFERENCES erp.vendors,
  number text NOT NULL,
  amount numeric(12, 2) NOT NULL CHECK (amount > 0),
  due_on date NOT NULL,
  status text NOT NULL DEFAULT 'entered' CHECK (status IN ('entered', 'approved', 'proposed', 'paid')),
  entered_by text NOT NULL DEFAULT session_user,
  approved_by text,
  UNIQUE (vendor, number)
);
CREATE TABLE erp.payment_runs (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  status text NOT NULL DEFAULT 'proposed' CHECK (status IN ('proposed', 'released')),
  proposed_by text NOT NULL DEFAULT session_user,
  released_by text
);
CREATE TABLE erp.payments (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run int NOT NULL REFERENCES erp.payment_runs,
  invoice int NOT NULL UNIQUE REFERENCES erp.vendor_invoices,
  iban text NOT NULL,
  amount numeric(12, 2) NOT NULL
);
CREATE TABLE erp.bank_statements (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  booked_on date NOT NULL,
  amount numeric(12, 2) NOT NULL,
  payment int REFERENCES erp.payments
);

---------------------------------------------------------------------------------------------------------------- record to report

CREATE TABLE erp.journal_entries (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  period text NOT NULL REFERENCES erp.periods,
  title text NOT NULL,
  debit text NOT NULL REFERENCES erp.gl_accounts,
  credit text NOT NULL REFERENCES erp.gl_accounts,
  amount numeric(12, 2) NOT NULL CHECK (amount > 0),
  status text NOT NULL DEFAULT 'entered' CHECK (status IN ('entered', 'posted')),
  entered_by text NOT NULL DEFAULT session_user,
  posted_by text,
  CHECK (debit <> credit)
);

-- The cash book of a company code: who may enter and who may post is another group role for each code.
CREATE TABLE erp.cash_entries (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  company_code text NOT NULL CHECK (company_code IN ('1000', '2000')),
  amount numeric(12, 2) NOT NULL,
  status text NOT NULL DEFAULT 'entered' CHECK (status IN ('entered', 'posted')),
  entered_by text NOT NULL DEFAULT session_user,
  posted_by text
);

-- What interfaces log in with: whoever has read it can act as the interface.
CREATE TABLE erp.interface_secrets (name text PRIMARY KEY, secret text NOT NULL);

------------------------------------------------------------------------------------------------------------------ order to cash

CREATE TABLE erp.sales_orders (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer int NOT NULL REFERENCES erp.customers,
  item int NOT NULL REFERENCES erp.items,
  quantity int NOT NULL CHECK (quantity > 0),
  amount numeric(12, 2) NOT NULL,
  created_by text NOT NULL DEFAULT session_user
);
CREATE TABLE erp.credit_memos (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer int NOT NULL REFERENCES erp.customers,
  amount numeric(12, 2) NOT NULL CHECK (amount > 0),
  issued_by text NOT NULL DEFAULT session_user
);

------------------------------------------------------------------------------------------------------------------ hire to retire

CREATE TABLE erp.employees (
  personnel_number int PRIMARY KEY,
  department text NOT NULL REFERENCES erp.departments,
  since date NOT NULL
);
CREATE TABLE erp.payroll_master (
  employee int PRIMARY KEY REFERENCES erp.employees,
  salary numeric(12, 2) NOT NULL CHECK (salary >= 0),
  iban text NOT NULL
);
CREATE TABLE erp.payroll_runs (
  period text PRIMARY KEY REFERENCES erp.periods,
  total numeric(14, 2) NOT NULL,
  executed_by text NOT NULL DEFAULT session_user
);

----------------------------------------------------------------------------------------------------------------------- inventory

CREATE TABLE erp.stock (
  item int PRIMARY KEY REFERENCES erp.items,
  quantity int NOT NULL CHECK (quantity >= 0)
);
CREATE TABLE erp.stock_counts (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  item int NOT NULL REFERENCES erp.items,
  counted int NOT NULL CHECK (counted >= 0),
  counted_by text NOT NULL DEFAULT session_user
);

--------------------------------------------------------------------------------------------------------------- the system itself

CREATE TABLE erp.app_users (
  login text PRIMARY KEY,
  responsibility text NOT NULL,
  active boolean NOT NULL DEFAULT true
);
CREATE TABLE erp.audit_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  who text NOT NULL DEFAULT session_user,
  what text NOT NULL,
  row_now jsonb
);
CREATE TABLE erp.audit_archive (
  LIKE erp.audit_log
);

CREATE VIEW erp.open_payables AS
  SELECT vendor, count(*) AS invoices, sum(amount) AS amount FROM erp.vendor_invoices WHERE status <> 'paid' GROUP BY vendor;
CREATE VIEW erp.trial_balance AS
  SELECT period, number AS account, sum(amount) AS balance
  FROM (SELECT period, debit AS number, amount FROM erp.journal_entries WHERE status = 'posted'
        UNION ALL SELECT period, credit, -amount FROM erp.journal_entries WHERE status = 'posted') AS posted
  GROUP BY period, number;

RESET ROLE;
