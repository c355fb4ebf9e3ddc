"""The commands of ``kg``, each a thin shell over a function of the library."""
