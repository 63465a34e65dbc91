-- What an import adds to the index of words waits in a list that every search reads through. An import empties it when it
-- ends; in between it stays this short (in kB), or each search would read some megabytes of it.
alter index offering_search set (gin_pending_list_limit = 512);
