select * from {{ ref('pkg_model') }}, {{ ref('helper_pkg', 'both') }}, {{ ref('both') }} where '{{ helper_pkg.greet() }}' <> ''
