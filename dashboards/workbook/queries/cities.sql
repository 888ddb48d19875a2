select name from marts.municipalities where is_compared order by compared_order
