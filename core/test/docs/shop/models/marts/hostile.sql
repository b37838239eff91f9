-- </script><script>window.hacked = 'source'</script>
select 1 as "<img src=x onerror=window.hacked='column'>", '</script><script>window.hacked=1</script>' as b
from {{ ref('orders') }}
