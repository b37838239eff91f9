{%- set pattern = '(?i)(?s)(^.*\s*|\s+|,)with\s' -%}
{{ config(meta={
  'finds': modules.re.search(pattern, 'x\nWITH y') is not none,
  'project': builtins.ref.config.project_name,
  'colour': builtins.ref.config.vars.to_dict().colour,
  'args': builtins.ref.config.args is defined
}) }}
select 1 as id
