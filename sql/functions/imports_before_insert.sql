create or replace function brigade.imports_before_insert() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    address text;
    parts text[];
begin
    address := btrim(new.source);
    if address ~ '^https://([^/@]+@)?bitbucket\.org/' then
        -- An address as the browser or the clone dialog shows it: what stands behind the repository is of no matter.
        address := regexp_replace(address, '^https://([^/@]+@)?bitbucket\.org/([^/]*/?[^/]*).*$', '\2');
    else
        address := regexp_replace(address, '^git@bitbucket\.org:', '');
    end if;
    address := regexp_replace(address, '(\.git)?/?$', '');
    parts := regexp_match(address, '^([A-Za-z0-9_-]{1,62})/([A-Za-z0-9_.-]{1,62})$');
    if address ~ '^[A-Za-z0-9_-]{1,62}$' then
        raise exception using errcode = '22023',
            message = format('source "%s" names a whole workspace, which this version cannot import', new.source),
            hint = 'Write one row per repository, as workspace/slug.';
    elsif parts is null or parts[2] in ('.', '..') then
        raise exception using errcode = '22023',
            message = format('source "%s" is not a Bitbucket Cloud repository', left(new.source, 200)),
            hint = 'Write workspace/slug, such as acme/widgets, or https://bitbucket.org/workspace/slug.';
    end if;
    new.workspace := lower(parts[1]);
    new.slug := lower(parts[2]);
    new.source := new.workspace || '/' || new.slug;

    if new.credential is not null
       and not exists (select from brigade.credentials c where c.name = new.credential) then
        raise exception using errcode = '23503',
            message = format('there is no credential "%s"', new.credential),
            hint = format('Add it with: brigade credential add %s --kind api_token --email E, or --kind access_token; or leave credential null to read a public repository anonymously.', new.credential);
    end if;
    if new.issues_export is not null then
        raise exception using errcode = '0A000',
            message = 'issues_export is not supported by this version',
            hint = 'Leave it null: the issues stage passes with nothing to do.';
    end if;
    if new.wiki_source is not null
       and new.wiki_source !~ '^(/|https://[^/@[:space:]]+/)[^[:cntrl:]]*$' then
        raise exception using errcode = '22023',
            message = format('wiki_source "%s" is neither an absolute path nor an https address', new.wiki_source),
            hint = 'Write /path/to/wiki.git or https://host/path.git, without a user name in it.';
    end if;
    new.requested_by := current_user;
    new.state := 'queued';
    new.stage := null;
    new.verdict := null;
    new.error := null;
    new.created_at := now();
    new.started_at := null;
    new.finished_at := null;
    new.project_id := null;
    return new;
end $$;
comment on function brigade.imports_before_insert() is
'Understands and checks what a user inserts into brigade.imports; sets what is not the user''s to set. Raises 22023 (bad source or wiki_source), 23503 (unknown credential)';

create or replace trigger imports_before_insert before insert on brigade.imports
    for each row execute function brigade.imports_before_insert();
