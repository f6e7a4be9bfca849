BEGIN TRANSACTION;
CREATE TABLE action (
	about TEXT NOT NULL, 
	ward TEXT NOT NULL, 
	owner TEXT NOT NULL, 
	raised DATE NOT NULL, 
	text TEXT NOT NULL, 
	provider TEXT NOT NULL, 
	site TEXT NOT NULL, 
	spell_id TEXT NOT NULL, 
	level TEXT NOT NULL, 
	due DATE, 
	closed DATE, 
	outcome TEXT NOT NULL, 
	steps TEXT NOT NULL, 
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	changed_by TEXT NOT NULL, 
	changed_at DATETIME NOT NULL, 
	digest TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "action" VALUES('patient','Ash','Caz','2026-03-01','Chase the care home','RXX','','S1','team','2026-03-05',NULL,'','[{"day":"2026-03-01","level":"team"}]','a1',1,'demonstration','2026-03-03 14:02:00.000000','f1f7630b050a3640692037f3e6bd202af67b5ae095ac5e46e30bb1d726283250');
CREATE TABLE audit (
	seq INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	who TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	action TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	entry TEXT NOT NULL, 
	detail TEXT NOT NULL, 
	previous TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	PRIMARY KEY (seq)
);
INSERT INTO "audit" VALUES(1,'2026-03-03T14:02:00.000000+00:00','demonstration','local','added','test_area','discharge-hub','{"digest":"9483882a990a558a92d2f4750cd1023a0c63ca25650d2538e51e2e1b34faa394","version":1}','0000000000000000000000000000000000000000000000000000000000000000','62cc9354869d19145d56fde0aafb574554bb5db93a8cbf0d042222c79a88e05f');
INSERT INTO "audit" VALUES(2,'2026-03-03T14:02:00.000000+00:00','demonstration','local','added','test_area','home-first','{"digest":"191845dfcd3b57d3c2ed3c462622a76c729434c949c78544343845da198a9d56","version":1}','62cc9354869d19145d56fde0aafb574554bb5db93a8cbf0d042222c79a88e05f','0a01c1347ef219802433df1c809c3354986765148b1f0e82bc79021803a113ab');
INSERT INTO "audit" VALUES(3,'2026-03-03T14:02:00.000000+00:00','demonstration','local','added','baseline','hub-before','{"digest":"8adb13dbd9b8d8410e7580e157e8bbbd720c1b4329669e8a916c4e653f30340a","version":1}','0a01c1347ef219802433df1c809c3354986765148b1f0e82bc79021803a113ab','e4ac209f3c4f21993a3f3cd6aba66082bc93a4f93d421113e5201e532eeeffa5');
INSERT INTO "audit" VALUES(4,'2026-03-03T14:02:00.000000+00:00','demonstration','local','added','unit_cost','bed-day','{"digest":"38e0038af4d51c6c49e4ba836da49f078c25f48c971f8b1f6fcb134cd790f1b4","version":1}','e4ac209f3c4f21993a3f3cd6aba66082bc93a4f93d421113e5201e532eeeffa5','b09a33f3d4eb1778bd9c82313c1f24be6eafcdd03643d93f4b05f199b0d8ec4e');
INSERT INTO "audit" VALUES(5,'2026-03-03T14:02:00.000000+00:00','demonstration','local','added','action','a1','{"digest":"f1f7630b050a3640692037f3e6bd202af67b5ae095ac5e46e30bb1d726283250","version":1}','b09a33f3d4eb1778bd9c82313c1f24be6eafcdd03643d93f4b05f199b0d8ec4e','37eb61e60832f2e8f9c97a7987b2d31044d8138213bb1259f52d0d0195b31c66');
INSERT INTO "audit" VALUES(6,'2026-03-03T14:02:00.000000+00:00','demonstration','local','added','note','n1','{"digest":"384f6c3f2d9fef1cd567520947701f63b5c69c774532236fa7ecbb875e1f8154","version":1}','37eb61e60832f2e8f9c97a7987b2d31044d8138213bb1259f52d0d0195b31c66','fc1c73db7f522141103a839e69cd42d49c75355a31c2a41c01d62cf8118fa29c');
CREATE TABLE audit_head (
	id INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	hash TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "audit_head" VALUES(1,6,'fc1c73db7f522141103a839e69cd42d49c75355a31c2a41c01d62cf8118fa29c');
CREATE TABLE baseline (
	name TEXT NOT NULL, 
	metric TEXT NOT NULL, 
	start DATE NOT NULL, 
	"end" DATE NOT NULL, 
	scope TEXT NOT NULL, 
	grain TEXT NOT NULL, 
	frozen TEXT, 
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	changed_by TEXT NOT NULL, 
	changed_at DATETIME NOT NULL, 
	digest TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "baseline" VALUES('Hub before','days_past_ctr','2025-01-06','2025-01-26','{}','week','{"at":"2026-03-03T14:02:00+00:00","by":"demonstration","centre":0.30000000000000004,"data_version":"facts-000042","input_hash":"abababababababababababababababababababababababababababababababab","n":2,"series":[["2025-01-06",0.1],["2025-01-13",null],["2025-01-20",0.3333333333333333]],"upper":0.6666666666666666}','hub-before',1,'demonstration','2026-03-03 14:02:00.000000','8adb13dbd9b8d8410e7580e157e8bbbd720c1b4329669e8a916c4e653f30340a');
CREATE TABLE event (
	name TEXT NOT NULL, 
	day DATE NOT NULL, 
	to_day DATE, 
	scope TEXT NOT NULL, 
	text TEXT NOT NULL, 
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	changed_by TEXT NOT NULL, 
	changed_at DATETIME NOT NULL, 
	digest TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE go_live (
	test_area_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	day DATE NOT NULL, 
	scope TEXT NOT NULL, 
	PRIMARY KEY (test_area_id, position), 
	FOREIGN KEY(test_area_id) REFERENCES test_area (id) ON DELETE CASCADE
);
INSERT INTO "go_live" VALUES('discharge-hub',0,'2025-03-03','{}');
INSERT INTO "go_live" VALUES('discharge-hub',1,'2025-09-01','{"site":["South"]}');
CREATE TABLE note (
	metric TEXT NOT NULL, 
	day DATE NOT NULL, 
	text TEXT NOT NULL, 
	scope TEXT NOT NULL, 
	author TEXT NOT NULL, 
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	changed_by TEXT NOT NULL, 
	changed_at DATETIME NOT NULL, 
	digest TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "note" VALUES('nctr','2026-01-05','New form','{}','demonstration','n1',1,'demonstration','2026-03-03 14:02:00.000000','384f6c3f2d9fef1cd567520947701f63b5c69c774532236fa7ecbb875e1f8154');
CREATE TABLE rebase (
	metric TEXT NOT NULL, 
	day DATE NOT NULL, 
	reason TEXT NOT NULL, 
	scope TEXT NOT NULL, 
	author TEXT NOT NULL, 
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	changed_by TEXT NOT NULL, 
	changed_at DATETIME NOT NULL, 
	digest TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE register_schema (
	number INTEGER NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "register_schema" VALUES(1);
CREATE TABLE target (
	metric TEXT NOT NULL, 
	value DOUBLE NOT NULL, 
	from_day DATE NOT NULL, 
	scope TEXT NOT NULL, 
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	changed_by TEXT NOT NULL, 
	changed_at DATETIME NOT NULL, 
	digest TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE test_area (
	name TEXT NOT NULL, 
	primary_metric TEXT NOT NULL, 
	direction TEXT NOT NULL, 
	why_here TEXT NOT NULL, 
	team TEXT NOT NULL, 
	scope TEXT NOT NULL, 
	hypothesis TEXT NOT NULL, 
	target_metrics TEXT NOT NULL, 
	balancing_metrics TEXT NOT NULL, 
	comparison_wards TEXT NOT NULL, 
	before_from DATE, 
	before_to DATE, 
	potential DOUBLE, 
	potential_source TEXT NOT NULL, 
	settle_weeks INTEGER NOT NULL, 
	status TEXT NOT NULL, 
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	changed_by TEXT NOT NULL, 
	changed_at DATETIME NOT NULL, 
	digest TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "test_area" VALUES('Discharge hub','days_past_ctr','lower','Long waits','','{"site":["North"]}','','[]','[]','[]','2024-03-04','2025-03-02',8.5,'Peers',0,'live','discharge-hub',1,'demonstration','2026-03-03 14:02:00.000000','9483882a990a558a92d2f4750cd1023a0c63ca25650d2538e51e2e1b34faa394');
INSERT INTO "test_area" VALUES('Home first','home_share','higher','Few go home','','{}','','[]','[]','[]',NULL,NULL,NULL,'',6,'planned','home-first',1,'demonstration','2026-03-03 14:02:00.000000','191845dfcd3b57d3c2ed3c462622a76c729434c949c78544343845da198a9d56');
CREATE TABLE unit_cost (
	name TEXT NOT NULL, 
	low DOUBLE NOT NULL, 
	central DOUBLE NOT NULL, 
	high DOUBLE NOT NULL, 
	unit TEXT NOT NULL, 
	source TEXT NOT NULL, 
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	changed_by TEXT NOT NULL, 
	changed_at DATETIME NOT NULL, 
	digest TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "unit_cost" VALUES('Bed day',345.0,395.5,450.0,'bed day','Trust finance','bed-day',1,'demonstration','2026-03-03 14:02:00.000000','38e0038af4d51c6c49e4ba836da49f078c25f48c971f8b1f6fcb134cd790f1b4');
CREATE TABLE ward_sponsor (
	ward TEXT NOT NULL, 
	sponsor TEXT NOT NULL, 
	provider TEXT NOT NULL, 
	site TEXT NOT NULL, 
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	changed_by TEXT NOT NULL, 
	changed_at DATETIME NOT NULL, 
	digest TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE INDEX action_by_spell ON action (provider, spell_id);
COMMIT;
