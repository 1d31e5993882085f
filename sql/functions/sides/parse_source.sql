create or replace function brigade.parse_source(source text, out workspace text, out slug text)
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
    address text := btrim(source);
    parts text[];
begin
    if address ~ '^https://([^/@]+@)?bitbucket\.org/[^/]+/workspace(/|$)' then
        -- This is the page of a workspace, as the browser shows it.
        address := regexp_replace(address, '^https://([^/@]+@)?bitbucket\.org/([^/]+)/.*$', '\2');
    elsif address ~ '^https://([^/@]+@)?bitbucket\.org/' then
        -- This is an address as the browser or the clone dialog shows it. The part behind the repository is ignored.
        address := regexp_replace(address, '^https://([^/@]+@)?bitbucket\.org/([^/]*/?[^/]*).*$', '\2');
    else
        address := regexp_replace(address, '^git@bitbucket\.org:', '');
    end if;
    address := regexp_replace(address, '(\.git)?/?$', '');
    parts := regexp_match(address, '^([A-Za-z0-9_-]{1,62})(?:/([A-Za-z0-9_.-]{1,62}))?$');
    if parts is null or parts[2] in ('.', '..') then
        raise exception using errcode = '22023',
            message = format('source "%s" is neither a Bitbucket Cloud repository nor a workspace', left(source, 200)),
            hint = 'Write workspace/slug, such as acme/widgets, or https://bitbucket.org/workspace/slug; or the '
                'workspace alone for every repository in it.';
    end if;
    workspace := lower(parts[1]);
    slug := lower(coalesce(parts[2], ''));
end $$;
comment on function brigade.parse_source(text) is
$$Tells what a source names: workspace/slug, an address of bitbucket.org, or a workspace alone, for which slug is
empty.
Raises 22023 when it is none of these.$$;
