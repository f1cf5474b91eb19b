"""Photos of sites: foreign files made into pictures that hold nothing but what they show."""
