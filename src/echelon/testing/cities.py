"""Places for made-up networks: cities, ports and canals, and how far goods come in a day."""

CITIES = (
    ("Osaka", 34.69, 135.5, "JP"), ("Busan", 35.18, 129.08, "KR"), ("Shenzhen", 22.54, 114.06, "CN"),
    ("Hanoi", 21.03, 105.85, "VN"), ("Penang", 5.41, 100.33, "MY"), ("Pune", 18.52, 73.86, "IN"),
    ("Izmir", 38.42, 27.14, "TR"), ("Brno", 49.2, 16.61, "CZ"), ("Stuttgart", 48.78, 9.18, "DE"),
    ("Lille", 50.63, 3.06, "FR"), ("Porto", 41.15, -8.61, "PT"), ("Leeds", 53.8, -1.55, "GB"),
    ("Toronto", 43.65, -79.38, "CA"), ("Memphis", 35.15, -90.05, "US"), ("Monterrey", 25.69, -100.32, "MX"),
    ("Curitiba", -25.43, -49.27, "BR"), ("Durban", -29.86, 31.02, "ZA"), ("Melbourne", -37.81, 144.96, "AU"),
)  # fmt: skip
PASSAGES = (
    ("Singapore", "port", 1.26, 103.8, "SG"), ("Suez", "canal", 30.5, 32.35, "EG"),
    ("Rotterdam", "port", 51.95, 4.1, "NL"), ("Panama", "canal", 9.1, -79.7, "PA"),
)  # fmt: skip
KM_PER_DAY = {"sea": 700.0, "road": 700.0, "rail": 600.0, "air": 5000.0, "any": 900.0}
