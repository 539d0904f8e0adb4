DROP POLICY programmes_checkreceipt_write ON programmes_checkreceipt;
DROP POLICY programmes_checkreceipt_read ON programmes_checkreceipt;
ALTER TABLE programmes_checkreceipt DISABLE ROW LEVEL SECURITY;
DROP POLICY programmes_checkdraft_of_its_owner ON programmes_checkdraft;
ALTER TABLE programmes_checkdraft DISABLE ROW LEVEL SECURITY;
