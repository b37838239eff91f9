{{ config(tags=['math']) }}
x / 2
