select name from marts.municipalities where is_six_city order by six_city_order
