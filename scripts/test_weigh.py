"""scripts/weigh finds where a function is written."""

import importlib.machinery
import importlib.util
import pathlib
import unittest

path = pathlib.Path(__file__).with_name("weigh")
loader = importlib.machinery.SourceFileLoader("weigh", str(path))
weigh = importlib.util.module_from_spec(importlib.util.spec_from_loader("weigh", loader))
loader.exec_module(weigh)


class Places(unittest.TestCase):
    def test_a_function_of_the_page_counts_for_its_module(self):
        for symbol, place in [
            ("_RNvMs_NtNtCs2IaL72az5Pq_12satchel_core6config4readNtB4_6Reader7satchel", "satchel_core::config::read"),
            ("_RNvNtNtNtNtCs2IaL72az5Pq_7satchel3app5pages8entrance4ways4ways", "satchel::app::pages::entrance"),
            ("_RNvCskyb1tZvAhII_7satchel4main", "satchel::main"),
        ]:
            self.assertEqual(weigh.place(symbol), place)

    def test_one_of_another_crate_counts_for_its_crate(self):
        self.assertEqual(weigh.place("_RNvNtCslQFoIeibli2_4sha26sha25611compress256"), "sha2")
        self.assertEqual(weigh.place("memcpy"), "memcpy")

    def test_names_are_those_of_the_name_section(self):
        section = b"\4name" + b"\0\2\1x" + b"\1\10" + b"\2" + b"\5\2ab" + b"\7\1c"
        self.assertEqual(weigh.names(section), {5: "ab", 7: "c"})
        self.assertEqual(weigh.names(b"\5other"), {})


if __name__ == "__main__":
    unittest.main()
