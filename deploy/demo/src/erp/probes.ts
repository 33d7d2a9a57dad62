/**
 * One statement for each entitlement of the sample bundle that succeeds for whoever holds it and is refused (42501, insufficient privilege)
 * for whoever does not. Run it as the person, inside a transaction that is rolled back. An UPDATE names no row: with a WHERE
 * it would need the right to read as well.
 */
export const probes: Readonly<Record<string, string>> = {
  'erp:login:use': 'SELECT 1',
  'erp:masters:read': 'SELECT count(*) FROM erp.vendors',
  'erp:requisition:create': 'INSERT INTO erp.purchase_requisitions (item, quantity) VALUES (1, 1)',
  'erp:report:run': 'SELECT sum(amount) FROM erp.open_payables',

  'erp:vendor:create': `INSERT INTO erp.vendors (name) VALUES ('A new vendor')`,
  'erp:vendor:change': 'UPDATE erp.vendors SET payment_days = 30',
  'erp:vendor:block': 'SELECT erp.set_vendor_block(1, true)',
  'erp:vendor-bank:read': 'SELECT iban FROM erp.vendor_bank_accounts LIMIT 1',
  'erp:vendor-bank:change': `SELECT erp.change_vendor_bank(1, 'DE00')`,
  'erp:purchase-order:read': 'SELECT quantity FROM erp.purchase_orders LIMIT 1',
  'erp:purchase-order:create': 'SELECT erp.create_purchase_order(1, 1, 5, 9.50)',
  'erp:purchase-order:approve': `UPDATE erp.purchase_orders SET status = 'approved' WHERE id = 25`,
  'erp:goods-receipt:post': 'SELECT erp.receive_goods(3, 10)',
  'erp:invoice:read': 'SELECT amount FROM erp.vendor_invoices LIMIT 1',
  'erp:invoice:enter': `INSERT INTO erp.vendor_invoices (vendor, number, amount, due_on) VALUES (1, 'X-1', 10, '2026-12-01')`,
  'erp:invoice:approve': `UPDATE erp.vendor_invoices SET status = 'approved' WHERE id = 55`,
  'erp:payment:read': 'SELECT count(*) FROM erp.payments',
  'erp:payment-run:propose': `SELECT erp.propose_payment_run('2026-12-31')`,
  'erp:payment:release': 'SELECT erp.release_payment_run(1)',
  'erp:bank-statement:reconcile': 'UPDATE erp.bank_statements SET payment = NULL WHERE id = 1',

  'erp:journal:read': 'SELECT count(*) FROM erp.journal_entries',
  'erp:journal:enter': `SELECT erp.enter_journal('2026-11', 'An accrual', '6800', '2000', 10)`,
  'erp:journal:post': 'SELECT erp.post_journal(1)',
  'erp:cash:enter': `SELECT erp.enter_cash('1000', 10)`,
  'erp:cash:post': 'SELECT erp.post_cash(1)',
  'erp:interface-secret:read': 'SELECT count(*) FROM erp.interface_secrets',
  'erp:gl-account:change': 'UPDATE erp.gl_accounts SET blocked = false',
  'erp:period:close': `SELECT erp.set_period('2026-11', 'closed')`,

  'erp:customer:create': `INSERT INTO erp.customers (name) VALUES ('A new customer')`,
  'erp:customer:credit-limit': 'SELECT erp.set_credit_limit(1, 1000)',
  'erp:price:change': 'UPDATE erp.prices SET price = 1',
  'erp:sales-order:read': 'SELECT count(*) FROM erp.sales_orders',
  'erp:sales-order:create': 'SELECT erp.create_sales_order(1, 1, 1)',
  'erp:credit-memo:issue': 'SELECT erp.issue_credit_memo(1, 10)',

  'erp:employee:read': 'SELECT count(*) FROM erp.employees',
  'erp:payroll-master:change': `SELECT erp.set_salary(1001, 50000, 'DE00')`,
  'erp:payroll-run:execute': `SELECT erp.run_payroll('2026-11')`,

  'erp:inventory:read': 'SELECT count(*) FROM erp.stock',
  'erp:inventory:count': 'INSERT INTO erp.stock_counts (item, counted) VALUES (1, 7)',
  'erp:inventory:adjust': 'SELECT erp.adjust_stock(1, 1)',

  'erp:app-user:administer': `SELECT erp.set_app_user('u1001', 'standard', true)`,
  'erp:audit-log:read': 'SELECT count(*) FROM erp.audit_log',
  'erp:audit-log:archive': 'SELECT erp.archive_audit(now())',
  'erp:interface:run': `SELECT erp.import_bank_statement('2026-11-23', -10)`,
};
