extension Store {
    /// The changes of the tables in their order. A change that was published stays as it is; a new one is added.
    static let migrations = [
        (
            "1",
            """
            CREATE TABLE person (
                id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, mail TEXT NOT NULL,
                isAdmin BOOLEAN NOT NULL, isSuspended BOOLEAN NOT NULL DEFAULT FALSE, quota INTEGER NOT NULL,
                credentials TEXT NOT NULL);
            CREATE TABLE item (
                id TEXT PRIMARY KEY, owner TEXT NOT NULL REFERENCES person ON DELETE CASCADE,
                parent TEXT REFERENCES item ON DELETE CASCADE, name TEXT NOT NULL, isFolder BOOLEAN NOT NULL,
                size INTEGER NOT NULL DEFAULT 0, type TEXT, content TEXT UNIQUE, sender TEXT,
                modified INTEGER NOT NULL, binned INTEGER, binning TEXT);
            CREATE UNIQUE INDEX itemByName ON item (parent, name COLLATE NOCASE) WHERE binned IS NULL;
            CREATE INDEX itemByParent ON item (parent);
            CREATE INDEX itemByOwner ON item (owner, size);
            CREATE INDEX itemInBin ON item (binned) WHERE binned IS NOT NULL;
            CREATE INDEX itemOfBinning ON item (binning) WHERE binning IS NOT NULL;
            CREATE UNIQUE INDEX topFolder ON item (owner) WHERE parent IS NULL;
            CREATE TABLE share (
                item TEXT NOT NULL REFERENCES item ON DELETE CASCADE,
                person TEXT NOT NULL REFERENCES person ON DELETE CASCADE, canWrite BOOLEAN NOT NULL,
                PRIMARY KEY (item, person)) WITHOUT ROWID;
            CREATE INDEX shareOfPerson ON share (person);
            CREATE TABLE link (
                id TEXT PRIMARY KEY, item TEXT NOT NULL REFERENCES item ON DELETE CASCADE, key TEXT NOT NULL UNIQUE,
                kind TEXT NOT NULL, label TEXT NOT NULL, expires INTEGER NOT NULL, password TEXT,
                downloadLimit INTEGER, downloads INTEGER NOT NULL DEFAULT 0,
                uploadLimit INTEGER NOT NULL DEFAULT 0, uploaded INTEGER NOT NULL DEFAULT 0);
            CREATE INDEX linkOfItem ON link (item);
            CREATE TABLE linkUse (
                link TEXT NOT NULL REFERENCES link ON DELETE CASCADE, time INTEGER NOT NULL, client TEXT,
                action TEXT NOT NULL);
            CREATE INDEX useOfLink ON linkUse (link, time);
            CREATE TABLE audit (
                id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, kind TEXT NOT NULL, person TEXT,
                client TEXT, detail TEXT NOT NULL);
            CREATE INDEX auditByTime ON audit (time);
            CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
            """
        )
    ]
}
